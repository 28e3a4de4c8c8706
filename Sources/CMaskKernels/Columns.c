#include "CMaskKernels.h"

#include <string.h>

#include "Clones.h"

// A binary digit of 512 counters side by side. Where a processor has no such registers, the compiler takes several or none.
typedef uint64_t digit_t __attribute__((vector_size(64)));

// Adds counters as numbers, `first ..< end` of their digits, the lowest one first; or takes them away.
INLINED void add_counters(const digit_t *digits, int first, int end, int is_added, int32_t *counts) {
  for (int low = first; low < end; low += 8) {
    digit_t rows[8];
    for (int i = 0; i < 8; i++) rows[i] = low + i < end ? digits[low + i] : (digit_t){0};
    // Eight digits of eight counters are a square of bits in the same byte of all rows: it is turned over, so that row `i` has
    // the byte of the i-th counter.
    for (int side = 4; side > 0; side >>= 1) {
      const uint64_t half = side == 4 ? 0x0f0f0f0f0f0f0f0f : side == 2 ? 0x3333333333333333 : 0x5555555555555555;
      for (int i = 0; i < 8; i++) {
        if (i & side) continue;
        const digit_t moved = ((rows[i] >> side) ^ rows[i + side]) & half;
        rows[i + side] ^= moved;
        rows[i] ^= moved << side;
      }
    }
    uint8_t bytes[8][64];
    memcpy(bytes, rows, sizeof bytes);
    for (int place = 0; place < 64; place++) {
      for (int i = 0; i < 8; i++) {
        const int32_t count = (int32_t)bytes[i][place] << (low - first);
        counts[place * 8 + i] += is_added ? count : -count;
      }
    }
  }
}

// `digits` hold the number of rows. `run` is below them where runs of zeros are cut.
INLINED void count_columns(const uint64_t *const words, size_t stride, const size_t *chosen, size_t count, int digits,
                           int run, int32_t *counts) {
  digit_t kept[32], zeros[32];
  for (int i = 0; i < digits; i++) kept[i] = zeros[i] = (digit_t){0};
  for (size_t i = 0; i < count; i++) {
    digit_t bits;
    memcpy(&bits, words + chosen[i] * stride, sizeof bits);
    digit_t one = bits;
    if (run < digits) {
      // A zero more in the run, or none after what is not zero; where a run is full its last zero is kept.
      digit_t carry = ~bits;
      for (int digit = 0; digit < digits; digit++) {
        if (digit == run) one |= carry;
        const digit_t next = zeros[digit] & carry;
        zeros[digit] = (zeros[digit] ^ carry) & ~bits;
        carry = next;
      }
    }
    for (int digit = 0; digit < digits; digit++) {
      const digit_t next = kept[digit] & one;
      kept[digit] ^= one;
      one = next;
    }
  }
  memset(counts, 0, MASK_COLUMNS * sizeof *counts);
  add_counters(kept, 0, digits, 1, counts);
  // Behind a column's last one nothing is kept.
  if (run < digits) add_counters(zeros, run, digits, 0, counts);
}

CLONED void mask_count_columns(const uint64_t *words, size_t stride, const size_t *chosen, size_t count, int32_t run,
                               int32_t *counts) {
  if (count < 1 << 4) {
    count_columns(words, stride, chosen, count, 4, run, counts);
  } else if (count < 1 << 7) {
    count_columns(words, stride, chosen, count, 7, run, counts);
  } else {
    count_columns(words, stride, chosen, count, count < 1 << 16 ? 16 : 31, run, counts);
  }
}
