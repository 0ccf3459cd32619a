/** Update rules, written plainly: the networks here have some thousand parameters. */
package io.basinwatch.trainers.optimizer;
