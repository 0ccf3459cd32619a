package io.basinwatch.standalone;

/** How results are printed. */
enum OutputFormat {
  /** For people. */
  table,
  /** For programs: one object on standard output and nothing else. */
  json
}
