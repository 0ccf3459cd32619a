/** Views of a loss: over some of its parameters, or over some of its samples. */
package io.basinwatch.statistics.refined;
