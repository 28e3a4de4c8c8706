#include "CMaskKernels.h"

#include "Clones.h"

CLONED uint64_t mask_count(const uint64_t *words, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (uint64_t)__builtin_popcountll(words[i]);
  return sum;
}

CLONED uint64_t mask_count_and(const uint64_t *a, const uint64_t *b, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (uint64_t)__builtin_popcountll(a[i] & b[i]);
  return sum;
}

CLONED void mask_count_and_rows(const uint64_t *row, const uint64_t *rows, size_t row_count, size_t stride,
                                size_t words, uint32_t *counts) {
  for (size_t r = 0; r < row_count; r++) {
    const uint64_t *other = rows + r * stride;
    uint64_t sum = 0;
    for (size_t i = 0; i < words; i++) sum += (uint64_t)__builtin_popcountll(row[i] & other[i]);
    counts[r] = (uint32_t)sum;
  }
}
