/**
 * The intermediate representation: typed nodes with static shapes, made by one builder that infers
 * shapes, shares equal nodes, folds constants and simplifies. A small closed set of operations;
 * knows nothing of ONNX, of derivatives or of kernels.
 */
package io.basinwatch.engine.graph;
