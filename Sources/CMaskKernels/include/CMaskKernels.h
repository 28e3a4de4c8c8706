// Bit counting for occupancy masks: bit-packed words, 64 elements each, the lowest bit first.
//
// On x86-64 Linux each kernel exists once per instruction set, and the loader takes the best one that the processor
// has: no flag when building, and a processor without vector popcount still runs. Elsewhere it is plain C.
//
// No kernel checks its arguments. Ranges that are read may overlap; counts that are written must not overlap them.

#ifndef RIDGELINE_MASK_KERNELS_H
#define RIDGELINE_MASK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The set bits of `words[0 ..< count]`.
uint64_t mask_count(const uint64_t *words, size_t count);

// The bits that are set in both `a[0 ..< count]` and `b[0 ..< count]`.
uint64_t mask_count_and(const uint64_t *a, const uint64_t *b, size_t count);

// One row against many: `counts[i]` becomes the number of bits that are set both in `row[0 ..< words]` and in the i-th
// of `row_count` rows, which begin `stride` words apart at `rows`. Rows have fewer than 2^32 bits.
void mask_count_and_rows(const uint64_t *row, const uint64_t *rows, size_t row_count, size_t stride, size_t words,
                         uint32_t *counts);

// Columns that are counted together.
enum { MASK_COLUMNS = 512 };

// What is kept of columns of a matrix: its ones, and where a one has zeros before it the last of each 2^`run` zeros in a row.
//
// The matrix has the rows `chosen[0 ..< count]`, in that order, of those that begin `stride` words apart at `words`; all
// have eight words that may be read. `counts[i]` becomes what is kept of column i of the `MASK_COLUMNS` ones. There are fewer
// than 2^31 rows; a `run` of 31 keeps no zeros.
void mask_count_columns(const uint64_t *words, size_t stride, const size_t *chosen, size_t count, int32_t run,
                        int32_t *counts);

// How windows lie in rows, and what they cost.
typedef struct {
  // Bits of a window: 8, 16, 32, 64 or a multiple of 64. Windows lie one after the other.
  int32_t width;
  size_t windows;
  // Words of a row.
  size_t words;
  // By count of bits, the steps that multiply them.
  const uint32_t *steps;
  // By window, the least steps that it takes.
  const uint32_t *least;
} mask_windows;

// What vectors take, summed.
typedef struct {
  // Bits that are set both in a row and in a lane.
  uint64_t pairs;
  uint64_t steps;
  // Steps in which some lane multiplies.
  uint64_t working;
  // The greatest numbers of bits that are set both in a row and in a lane, of each set and window.
  uint64_t greatest;
} mask_steps;

// Lanes in lock step: rows against lanes, window by window. `together` rows at a time and all lanes take for a window the
// steps of the greatest number of bits that are set both in a row and in a lane, but at least the window's own.
//
// `lanes` holds the lanes' first words side by side, then their second ones, and so on; `lane_count` is a multiple of 4,
// filled up with lanes of zeros. Sums of whole sets of rows go to `full`, those of a smaller last one to `rest`; both are
// added to. `most` is room for the greatest counts of one set: as many words as a row has, or windows if that is more. What
// it holds afterwards are those of the last set: for windows of at most 64 bits, in the lowest byte of each.
void mask_lock_step(const uint64_t *rows, size_t row_count, size_t together, const uint64_t *lanes, size_t lane_count,
                    const mask_windows *layout, uint64_t *most, mask_steps *full, mask_steps *rest);

#endif
