/** What the losses of single samples do under a posterior: WAIC and its relatives. */
package io.basinwatch.statistics.posterior;
