/** What a machine is; doctor looks for it, or is told. */
export const roles = ['server', 'coordinator', 'worker', 'laptop'] as const;
export type Role = (typeof roles)[number];
