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
  fprintf(stderr, "%s of length %zu: %llu instead of %llu\n", kernel, words, (unsigned long long)found,
          (unsigned long long)expected);
  exit(1);
}

// One row against lanes, of which the last ones are zeros.
static void lock_step(int width, const uint64_t *a, const uint64_t *rows, size_t words) {
  enum { LANES = 8 };
  static uint64_t lanes[LANES * MOST_WORDS], most[MOST_WORDS * 8];
  static uint32_t steps[MOST_WORDS * 64 + 1], least[MOST_WORDS * 8];
  if (width > 64) words -= words % ((size_t)width / 64);
  const size_t windows = words * 64 / (size_t)width;
  for (size_t word = 0; word < words; word++)
    for (size_t lane = 0; lane < LANES; lane++)
      lanes[word * LANES + lane] = lane < ROWS ? rows[lane * MOST_WORDS + word] : 0;
  for (size_t count = 0; count <= (size_t)width; count++) steps[count] = (uint32_t)count;
  const mask_windows layout = {width, windows, words, steps, least};
  mask_steps full = {0, 0, 0}, rest = {0, 0, 0};
  mask_lock_step(a, 1, 1, lanes, LANES, &layout, most, &full, &rest);
  uint64_t pairs = 0, expected = 0;
  for (size_t window = 0; window < windows; window++) {
    uint64_t greatest = 0;
    for (size_t row = 0; row < ROWS; row++) {
      uint64_t count = bits(a, rows + row * MOST_WORDS, window * (size_t)width, (window + 1) * (size_t)width);
      pairs += count;
      if (count > greatest) greatest = count;
    }
    expected += greatest;
  }
  expect(full.pairs, pairs, "mask_lock_step, pairs", words);
  expect(full.steps, expected, "mask_lock_step, steps", words);
}

// Columns of rows that are chosen over and over again; of every 2^run zeros in a row before a one the last is kept.
static void columns(const uint64_t *rows, size_t count, int run) {
  enum { STRIDE = 8, MOST_ROWS = 200 };
  size_t chosen[MOST_ROWS];
  int32_t counts[MASK_COLUMNS];
  for (size_t i = 0; i < count; i++) chosen[i] = next() % (ROWS * MOST_WORDS / STRIDE);
  mask_count_columns(rows, STRIDE, chosen, count, run, counts);
  for (size_t column = 0; column < MASK_COLUMNS; column++) {
    uint64_t kept = 0, zeros = 0;
    for (size_t i = 0; i < count; i++) {
      if (!(rows[chosen[i] * STRIDE + column / 64] >> (column % 64) & 1)) {
        zeros++;
      } else {
        kept += 1 + (zeros >> run);
        zeros = 0;
      }
    }
    expect((uint64_t)counts[column], kept, "mask_count_columns", count);
  }
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
    const int widths[] = {8, 16, 32, 64, 128};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) lock_step(widths[i], a, rows, words);
    for (int run = 0; run < 6; run++) columns(rows, words < 200 ? words : 200, run < 5 ? run : 31);
    checked++;
  }
  __builtin_cpu_init();
  printf("%zu lengths right; popcnt %d, avx2 %d, avx512vpopcntdq %d\n", checked, !!__builtin_cpu_supports("popcnt"),
         !!__builtin_cpu_supports("avx2"), !!__builtin_cpu_supports("avx512vpopcntdq"));
  return 0;
}
