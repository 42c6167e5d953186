/** What a source `container` emits beside saturation, for renderers, which do not know the exporter. */
export { CONTAINER_METRICS } from '../exporter/sources/container/definition.ts';
