/**
 * Reads ONNX models of opset 13 to 23 and writes them in the graph's operations for one batch size;
 * also builds small ones. Initializers that a checkpoint names become parameters or buffers, the
 * rest constants, and integer shape arithmetic disappears. Only what the first output needs is
 * looked at.
 */
package io.basinwatch.engine.onnx;
