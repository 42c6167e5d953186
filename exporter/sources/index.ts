import { container } from './container/definition.ts';
import { logs } from './logs/definition.ts';

/**
 * Every source type. The schema of `sources` in monitoring.yml, the editor's JSON Schema, the reference and
 * the conformance test derive from this list.
 */
export const SOURCES = [logs, container] as const;
