// Checks every counting kernel against a loop over bits, on whatever processor it runs; says which instruction sets the
// processor has, so that tools/older_processors.sh can tell that the emulation is what it asked for.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CMaskKernels.h"

enum { MOST_WORDS = 300, ROWS = 5 };

static uint64_t state = 1;

static uint64_t next(void) {
  uint64_t mixed = state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

static uint64_t bits(const uint64_t *a, const uint64_t *b, size_t from, size_t to) {
  uint64_t sum = 0;
  for (size_t bit = from; bit < to; bit++) sum += (a[bit / 64] & b[bit / 64]) >> (bit % 64) & 1;
  return sum;
}

static void expect(uint64_t found, uint64_t expected, const char *kernel, size_t words) {
  if (found == expected) return;
  fprintf(stderr, "%s of %zu words: %llu instead of %llu\n", kernel, words, (unsigned long long)found,
          (unsigned long long)expected);
  exit(1);
}

static void windows(void (*kernel)(const uint64_t *, const uint64_t *, size_t, uint8_t *), size_t width,
                    const char *name, const uint64_t *a, const uint64_t *b, size_t words) {
  uint8_t counts[MOST_WORDS * 8];
  kernel(a, b, words, counts);
  for (size_t i = 0; i < words * 64 / width; i++) expect(counts[i], bits(a, b, i * width, (i + 1) * width), name, words);
}

int main(void) {
  uint64_t a[MOST_WORDS], rows[ROWS * MOST_WORDS];
  size_t checked = 0;
  for (size_t words = 0; words < MOST_WORDS; words += words < 70 ? 1 : 23) {
    for (size_t i = 0; i < MOST_WORDS; i++) a[i] = next();
    for (size_t i = 0; i < ROWS * MOST_WORDS; i++) rows[i] = next() & next();
    expect(mask_count(a, words), bits(a, a, 0, words * 64), "mask_count", words);
    expect(mask_count_and(a, rows, words), bits(a, rows, 0, words * 64), "mask_count_and", words);
    uint32_t counts[ROWS];
    mask_count_and_rows(a, rows, ROWS, MOST_WORDS, words, counts);
    for (size_t row = 0; row < ROWS; row++)
      expect(counts[row], bits(a, rows + row * MOST_WORDS, 0, words * 64), "mask_count_and_rows", words);
    windows(mask_count_and_windows_64, 64, "mask_count_and_windows_64", a, rows, words);
    windows(mask_count_and_windows_32, 32, "mask_count_and_windows_32", a, rows, words);
    windows(mask_count_and_windows_16, 16, "mask_count_and_windows_16", a, rows, words);
    windows(mask_count_and_windows_8, 8, "mask_count_and_windows_8", a, rows, words);
    checked++;
  }
  __builtin_cpu_init();
  printf("%zu lengths right; popcnt %d, avx2 %d, avx512vpopcntdq %d\n", checked, !!__builtin_cpu_supports("popcnt"),
         !!__builtin_cpu_supports("avx2"), !!__builtin_cpu_supports("avx512vpopcntdq"));
  return 0;
}
