/**
 * The loss of a model as a function of its parameters. A {@link io.basinwatch.engine.Model}, a
 * checkpoint and a probe are checked against each other and compiled by {@link
 * io.basinwatch.engine.LossFunctions} into a {@link io.basinwatch.engine.LossFunction}: all that
 * statistics see. Input that does not fit is an {@link io.basinwatch.engine.InvalidInputException}
 * of one line.
 */
package io.basinwatch.engine;
