/**
 * Runs a task that never rejects, one run at a time. Calls during a run share one further run that begins when it
 * ends: what they ask for may have come about after the running one had looked.
 */
export function oneAtATime<T>(task: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    next = null;
    running = task();
    return running;
  };
  return () => {
    if (next !== null) return next;
    if (running === null) return begin();
    next = running.then(begin);
    return next;
  };
}
