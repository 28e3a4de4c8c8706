#include "CMaskKernels.h"

#include <string.h>

// glibc's loader resolves the clones; musl has no such loader, and then the default is the only one.
#if defined(__x86_64__) && defined(__GLIBC__)
#define CLONED __attribute__((target_clones("default", "popcnt", "avx2", "avx512vpopcntdq")))
#else
#define CLONED
#endif

// Inlined into every clone, so that each becomes instructions of that clone's own set.
#define INLINED static inline __attribute__((always_inline))

// MARK: Counts of ranges

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

// MARK: Counts of windows

// The set bits of each byte of a word, in that byte.
INLINED uint64_t counts_of_bytes(uint64_t word) {
  word -= (word >> 1) & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
  return (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
}

// The set bits of each pair of bytes of a word, in that pair.
INLINED uint64_t counts_of_pairs(uint64_t word) {
  uint64_t bytes = counts_of_bytes(word);
  return (bytes + (bytes >> 8)) & 0x00ff00ff00ff00ffu;
}

// Stores the lowest `size` bytes of a word, the lowest first on every machine.
INLINED void store_bytes(uint8_t *place, uint64_t bytes, size_t size) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  memcpy(place, &bytes, size);
#else
  for (size_t i = 0; i < size; i++) place[i] = (uint8_t)(bytes >> (8 * i));
#endif
}

CLONED void mask_count_and_windows_64(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts) {
  for (size_t i = 0; i < words; i++) counts[i] = (uint8_t)__builtin_popcountll(a[i] & b[i]);
}

CLONED void mask_count_and_windows_32(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts) {
  for (size_t i = 0; i < words; i++) {
    uint64_t pairs = counts_of_pairs(a[i] & b[i]);
    uint64_t halves = (pairs + (pairs >> 16)) & 0x000000ff000000ffu;
    store_bytes(counts + 2 * i, halves | (halves >> 24), 2);
  }
}

CLONED void mask_count_and_windows_16(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts) {
  for (size_t i = 0; i < words; i++) {
    uint64_t pairs = counts_of_pairs(a[i] & b[i]);
    pairs = (pairs | (pairs >> 8)) & 0x0000ffff0000ffffu;
    store_bytes(counts + 4 * i, pairs | (pairs >> 16), 4);
  }
}

CLONED void mask_count_and_windows_8(const uint64_t *a, const uint64_t *b, size_t words, uint8_t *counts) {
  for (size_t i = 0; i < words; i++) store_bytes(counts + 8 * i, counts_of_bytes(a[i] & b[i]), 8);
}
