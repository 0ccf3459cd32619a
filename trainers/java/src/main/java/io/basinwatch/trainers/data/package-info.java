/** What the example jobs train on. */
package io.basinwatch.trainers.data;
