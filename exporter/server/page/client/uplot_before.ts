import type uPlot from 'uplot';

// As its makers minify it, uPlot stands before the script (bundle.ts): a thousand bytes less than what esbuild makes of it.
export default (globalThis as unknown as { uPlot: typeof uPlot }).uPlot;
