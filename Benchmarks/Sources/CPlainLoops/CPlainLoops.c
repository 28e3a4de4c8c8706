#include "CPlainLoops.h"

uint64_t plain_count_and(const uint64_t *a, const uint64_t *b, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (uint64_t)__builtin_popcountll(a[i] & b[i]);
  return sum;
}
