/**
 * The supported ONNX operators, one file a family. A new operator is an entry in its family's map;
 * a new family is a line in {@link io.basinwatch.engine.onnx.operators.Operators}. An attribute
 * that an operator does not read is refused by itself, with the list of those that it reads.
 */
package io.basinwatch.engine.onnx.operators;
