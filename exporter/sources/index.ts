import { container } from './container/definition.ts';
import { deployments } from './deployments/definition.ts';
import { events } from './events/definition.ts';
import { llm } from './llm/definition.ts';
import { logs } from './logs/definition.ts';
import { scrape } from './scrape/definition.ts';

/**
 * Every source type. The schema of `sources` in monitoring.yml, the editor's JSON Schema, the reference and
 * the conformance test derive from this list.
 */
export const SOURCES = [logs, container, events, llm, deployments, scrape] as const;
