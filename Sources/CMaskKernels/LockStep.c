#include "CMaskKernels.h"

#include <string.h>

#include "Clones.h"

// Four lanes' words side by side. Where a processor has no such registers, the compiler takes several or none.
typedef uint64_t words_t __attribute__((vector_size(32)));
typedef uint32_t halves_t __attribute__((vector_size(32)));
typedef uint16_t pairs_t __attribute__((vector_size(32)));
typedef uint8_t bytes_t __attribute__((vector_size(32)));

// The counts of windows of `width` bits, each in the lowest byte of its window; 0 in the other bytes.
INLINED void count_windows(const words_t *place, int width, bytes_t *counts) {
  const words_t words = *place;
  if (width == 64) {
    *counts = (bytes_t)__builtin_elementwise_popcount(words);
    return;
  }
  bytes_t bytes = __builtin_elementwise_popcount((bytes_t)words);
  const pairs_t pairs = ((pairs_t)bytes + ((pairs_t)bytes >> 8)) & 0x00ff;
  if (width == 8) {
    *counts = bytes;
  } else if (width == 16) {
    *counts = (bytes_t)pairs;
  } else {
    *counts = (bytes_t)(((halves_t)pairs + ((halves_t)pairs >> 16)) & 0x000000ff);
  }
}

INLINED uint64_t lock_step(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                           uint64_t *most, int width) {
  words_t sum = {0};
  for (size_t w = 0; w < words; w++) {
    const uint64_t *others = lanes + w * lane_count;
    const words_t one = {row[w], row[w], row[w], row[w]};
    bytes_t greatest = {0};
    for (size_t lane = 0; lane < lane_count; lane += 4) {
      words_t other;
      memcpy(&other, others + lane, sizeof other);
      other &= one;
      bytes_t counts;
      count_windows(&other, width, &counts);
      greatest = __builtin_elementwise_max(greatest, counts);
      sum += width == 64 ? (words_t)counts : __builtin_elementwise_popcount(other);
    }
    const words_t of_lanes = (words_t)greatest;
    bytes_t pair = (bytes_t)(words_t){of_lanes[0], of_lanes[1], most[w], 0};
    pair = __builtin_elementwise_max(pair, (bytes_t)(words_t){of_lanes[2], of_lanes[3], 0, 0});
    const words_t left = (words_t)pair;
    pair = __builtin_elementwise_max(pair, (bytes_t)(words_t){left[1], 0, 0, 0});
    pair = __builtin_elementwise_max(pair, (bytes_t)(words_t){left[2], 0, 0, 0});
    most[w] = ((words_t)pair)[0];
  }
  return sum[0] + sum[1] + sum[2] + sum[3];
}

// Windows of several whole words.
INLINED uint64_t lock_step_words(const uint64_t *row, const uint64_t *lanes, size_t windows, size_t words,
                                 size_t lane_count, uint64_t *most) {
  words_t sum = {0};
  for (size_t w = 0; w < windows; w++) {
    words_t greatest = {0};
    for (size_t lane = 0; lane < lane_count; lane += 4) {
      words_t found = {0};
      for (size_t k = w * words; k < (w + 1) * words; k++) {
        words_t other;
        memcpy(&other, lanes + k * lane_count + lane, sizeof other);
        found += __builtin_elementwise_popcount((words_t){row[k], row[k], row[k], row[k]} & other);
      }
      sum += found;
      // As numbers of 32 bits, whose greater one most processors find at once.
      greatest = (words_t)__builtin_elementwise_max((halves_t)greatest, (halves_t)found);
    }
    for (int i = 0; i < 4; i++) most[w] = greatest[i] > most[w] ? greatest[i] : most[w];
  }
  return sum[0] + sum[1] + sum[2] + sum[3];
}

// Adds the steps of one set of rows to the sums.
INLINED void add_steps(const uint64_t *most, const mask_windows *layout, mask_steps *sums) {
  const int width = layout->width;
  const size_t per_word = width < 64 ? 64 / (size_t)width : 1;
  for (size_t w = 0; w < layout->windows; w++) {
    const uint64_t count = per_word == 1 ? most[w] : most[w / per_word] >> (w % per_word * (size_t)width) & 0xff;
    const uint32_t working = layout->steps[count];
    sums->working += working;
    sums->greatest += count;
    sums->steps += working > layout->least[w] ? working : layout->least[w];
  }
}

INLINED void compare_sets(const uint64_t *rows, size_t row_count, size_t together, const uint64_t *lanes,
                          size_t lane_count, const mask_windows *layout, uint64_t *most, mask_steps *full,
                          mask_steps *rest, int width) {
  const size_t counted = width == 0 ? layout->windows : layout->words;
  for (size_t first = 0; first < row_count; first += together) {
    const size_t end = first + together < row_count ? first + together : row_count;
    mask_steps *sums = end - first == together ? full : rest;
    memset(most, 0, counted * sizeof *most);
    for (size_t row = first; row < end; row++) {
      const uint64_t *one = rows + row * layout->words;
      sums->pairs += width == 0 ? lock_step_words(one, lanes, layout->windows, (size_t)layout->width / 64, lane_count, most)
                                : lock_step(one, lanes, layout->words, lane_count, most, width);
    }
    add_steps(most, layout, sums);
  }
}

CLONED void mask_lock_step(const uint64_t *rows, size_t row_count, size_t together, const uint64_t *lanes,
                           size_t lane_count, const mask_windows *layout, uint64_t *most, mask_steps *full,
                           mask_steps *rest) {
  switch (layout->width) {
  case 8: compare_sets(rows, row_count, together, lanes, lane_count, layout, most, full, rest, 8); break;
  case 16: compare_sets(rows, row_count, together, lanes, lane_count, layout, most, full, rest, 16); break;
  case 32: compare_sets(rows, row_count, together, lanes, lane_count, layout, most, full, rest, 32); break;
  case 64: compare_sets(rows, row_count, together, lanes, lane_count, layout, most, full, rest, 64); break;
  default: compare_sets(rows, row_count, together, lanes, lane_count, layout, most, full, rest, 0); break;
  }
}
