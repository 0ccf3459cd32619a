/**
 * Reverse-mode differentiation as a graph transformation. One table of rules, each written in the
 * graph's own operations, so that a gradient is differentiated again for exact Hessian-vector
 * products; and the losses that are differentiated.
 */
package io.basinwatch.engine.autodiff;
