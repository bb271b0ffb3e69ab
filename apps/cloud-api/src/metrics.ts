/** Token under which the process's metrics registry (prom-client's `Registry`) is injected. */
export const METRICS = Symbol('metrics');
