/** How a run reaches Basinwatch: what any outside trainer does, in Java. */
package io.basinwatch.trainers.publish;
