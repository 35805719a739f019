import { z } from 'zod';
import type { Layers, PortLayers } from '../contract.js';
import { eachLayered, layersFor, noLayers } from './layer-table.js';

/** The layers of one port: those that it can have, with options within their limits. */
function portLayersSchema(port: string): z.ZodType<PortLayers> {
  const shape = layersFor(port).map(({ name, options }) => {
    const fields = options.map(({ name, min, max }) => [name, z.int().min(min).max(max).optional()]);
    return [name, z.strictObject(Object.fromEntries(fields)).optional()];
  });
  return z.strictObject(Object.fromEntries(shape));
}

const shape = eachLayered((port) => portLayersSchema(port).default(noLayers[port]));

/** A port that is not named has none. */
export const layersSchema: z.ZodType<Layers> = z.strictObject(shape);
