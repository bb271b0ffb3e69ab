import type { Owner } from './durable-file.ts';
import type { Role } from './provision-text.ts';

export interface Places {
  /** The card's first partition, as it is mounted. */
  readonly card: string;
  /** What the machine itself keeps: of the data partition, on a card of ours. */
  readonly system: string;
  /** Has a folder for each service. */
  readonly services: string;
  /** In front of every path of the running system; '' on a Pi. */
  readonly root: string;
  /** Whether all of the machine is Eyrie's: else its name, time and networks stay as its people have set them. */
  readonly isOwnMachine: boolean;
  /** Of a service's folder; null where nobody's rights are changed. */
  readonly owner: (role: Role) => Owner | null;
  readonly say: (text: string) => void;
}
