/// What Vela 5.2.0 says of the layers of two networks of MLPerf Tiny (github.com/mlcommons/tiny, 1afd2c9): for the Ethos-U55 of 32,
/// 64, 128 and 256 multipliers its cycles (Sram_Only, Ethos_U55_High_End_Embedded) and its block of outputs, rows x
/// columns x filters; and in which order a convolution goes through its window.
enum VelaLayerText {
  /// By network: the sums of the 28 operators that it makes of the softmax.
  static let softmaxes = [
    ("tiny_resnet8", [1439, 879, 768, 718]),
    ("tiny_ds_cnn", [1452, 882, 771, 723]),
  ]

  static let resnet8 = """
    conv 52125 26269 13920 8230 5x16x16 5x16x16 4x32x16 16x16x16 part_kernel
    block1.conv1 100762 50586 25715 14038 8x8x16 8x8x16 5x16x16 12x16x16 part_kernel
    block1.conv2 100762 50586 25715 14038 8x8x16 8x8x16 5x16x16 12x16x16 part_kernel
    block1.add 98304 49152 24576 12288 6x32x16 6x32x16 8x32x16 16x32x16 none
    block2.conv1 51742 26142 13680 8352 4x8x32 4x8x32 4x16x16 8x16x16 part_kernel
    block2.conv2 77002 38818 19796 10976 10x6x16 10x6x16 8x8x16 8x16x16 direct
    block2.shortcut 17786 9082 4416 3560 2x16x32 2x16x32 1x16x32 4x16x32 direct
    block2.add 49152 24576 12288 6144 12x16x16 12x16x16 16x16x16 16x16x32 none
    block3.conv1 39104 19968 10800 6848 4x8x16 4x8x16 4x8x32 8x8x32 direct
    block3.conv2 78676 39572 20192 12608 7x8x16 7x8x16 8x8x16 8x8x64 direct
    block3.shortcut 9588 4980 2688 2898 2x8x64 2x8x64 2x8x64 8x8x32 direct
    block3.add 24576 12288 6144 3072 8x8x48 8x8x48 8x8x64 8x8x64 none
    pool 1904 3168 3152 3148 1x1x64 1x1x64 1x2x64 2x2x64 none
    dense 200 237 233 233 1x1x12 1x1x16 1x2x16 2x2x16 direct
    """

  static let keywordSpotting = """
    conv 83221 41781 25001 14001 12x5x16 12x5x16 10x6x16 14x6x32 part_kernel
    depthwise1 26244 13284 8124 4968 12x5x16 12x5x16 14x6x16 14x6x32 channel_wise
    pointwise1 17864 9064 5944 3982 5x5x32 5x5x32 9x6x32 10x6x64 direct
    depthwise2 26244 13284 8124 4968 12x5x16 12x5x16 14x6x16 14x6x32 channel_wise
    pointwise2 17864 9064 5944 3982 5x5x32 5x5x32 9x6x32 10x6x64 direct
    depthwise3 26244 13284 8124 4968 12x5x16 12x5x16 14x6x16 14x6x32 channel_wise
    pointwise3 17864 9064 5944 3982 5x5x32 5x5x32 9x6x32 10x6x64 direct
    depthwise4 26244 13284 8124 4968 12x5x16 12x5x16 14x6x16 14x6x32 channel_wise
    pointwise4 17864 9064 5944 3970 5x5x32 5x5x32 9x6x32 10x6x64 direct
    pool 2932 5416 5400 5476 1x1x64 1x1x64 1x2x64 2x2x64 none
    dense 202 238 234 234 1x1x12 1x1x16 1x2x16 2x2x16 direct
    """
}
