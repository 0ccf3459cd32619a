/** The example jobs: what each trains, on what and how. */
package io.basinwatch.trainers.jobs;
