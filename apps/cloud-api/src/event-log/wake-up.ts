/** Channel, of Postgres and of Redis, on which the organisation is told whose log has grown. */
export const wakeUpChannel = 'eyrie_events';

/** Called with the organisation whose log has grown, or null when it may be any. */
export type WakeUpListener = (organisationId: string | null) => void;
