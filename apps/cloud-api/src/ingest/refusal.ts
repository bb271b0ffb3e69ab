/** Why a record is refused for good. `reason` is a sentence for people, without the sent values. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly reason: string;
}

export type RefusalCode =
  | 'record.unnamed'
  | 'record.invalid'
  | 'record.unstorable'
  | 'record.foreign_device'
  | 'record.foreign_camera'
  | 'record.reserved_type';
