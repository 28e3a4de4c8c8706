#include "CMaskKernels.h"

#include <string.h>

// glibc's loader resolves the clones; musl has no such loader, and then the default is the only one.
#if defined(__x86_64__) && defined(__GLIBC__)
#define CLONED __attribute__((target_clones("default", "popcnt", "avx2", "avx512vpopcntdq")))
#else
#define CLONED
#endif

#define INLINED static inline __attribute__((always_inline))

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

CLONED uint64_t mask_lock_step_8(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                                 uint64_t *most) {
  return lock_step(row, lanes, words, lane_count, most, 8);
}

CLONED uint64_t mask_lock_step_16(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                                  uint64_t *most) {
  return lock_step(row, lanes, words, lane_count, most, 16);
}

CLONED uint64_t mask_lock_step_32(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                                  uint64_t *most) {
  return lock_step(row, lanes, words, lane_count, most, 32);
}

CLONED uint64_t mask_lock_step_64(const uint64_t *row, const uint64_t *lanes, size_t words, size_t lane_count,
                                  uint64_t *most) {
  return lock_step(row, lanes, words, lane_count, most, 64);
}

CLONED uint64_t mask_lock_step_words(const uint64_t *row, const uint64_t *lanes, size_t windows, size_t words,
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
