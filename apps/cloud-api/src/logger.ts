/** Token under which the process's logger is injected (`Logger` of @eyrie/platform). */
export const LOGGER = Symbol('logger');
