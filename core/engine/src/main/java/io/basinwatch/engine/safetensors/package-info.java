/** Reads and writes safetensors files, and believes nothing in them that it has not checked. */
package io.basinwatch.engine.safetensors;
