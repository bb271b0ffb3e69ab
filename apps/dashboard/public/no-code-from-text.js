// The pages allow no code made from text (Content-Security-Policy), and zod would try at its first schema whether they
// do, which the browser reports as a violation. It looks here before that; a setting in a module comes too late, since
// schemas are made while modules load.
globalThis.__zod_globalConfig = { jitless: true };
