import type { Session } from '@eyrie/contracts';

type Who = Session | null | undefined;

/** Whoever may do more than look. */
export const isOperator = (session: Who): boolean =>
  session !== null && session !== undefined && session.role !== 'viewer';

/** Owner or admin, of everything or of the sites that the session shows. */
export const isAdminSomewhere = (session: Who): boolean =>
  session?.role === 'owner' || session?.role === 'admin';
