import { expect, test } from 'vitest';
import { valuesOf } from '../../exporter/received/body.ts';
import { eventsConfig } from '../../exporter/sources/events/definition.ts';
import { readEvent } from '../../exporter/sources/events/event.ts';
import { BATCH, Bodies, SHAPES, type Shape, SOURCE } from './workload.ts';

const declared = new Map(eventsConfig.parse(SOURCE).metrics.map((metric) => [metric.name, metric]));

test.each(Object.keys(SHAPES) as Shape[])(
  'bodies of the shape %s are a hundred events that are counted',
  (shape) => {
    const bodies = new Bodies(shape);
    const ids = new Set<unknown>();
    for (let count = 0; count < 3; count += 1) {
      const values = valuesOf(bodies.next(), SHAPES[shape].mediaType) as { id?: unknown }[];
      expect(values).toHaveLength(BATCH);
      expect(values.filter((value) => 'problem' in readEvent(value, declared))).toEqual([]);
      for (const { id } of values) ids.add(id);
    }
    expect(ids.size, 'ids, which never come again').toBe(SHAPES[shape].hasIds ? 3 * BATCH : 1);
  },
);
