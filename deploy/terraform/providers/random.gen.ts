/* Written by `npm run generate` from schemas/random.json. */
import { ConfiguredProvider, Resource, type Reference } from './resource.ts';

interface RandomResourceTypes {
  random_password: {
    takes: {
      readonly keepers?: Readonly<Record<string, string>> | Reference;
      readonly length: number | Reference;
      readonly lower?: boolean | Reference;
      readonly min_lower?: number | Reference;
      readonly min_numeric?: number | Reference;
      readonly min_special?: number | Reference;
      readonly min_upper?: number | Reference;
      readonly number?: boolean | Reference;
      readonly numeric?: boolean | Reference;
      readonly override_special?: string;
      readonly special?: boolean | Reference;
      readonly upper?: boolean | Reference;
    };
    gives:
      | 'keepers'
      | 'length'
      | 'lower'
      | 'min_lower'
      | 'min_numeric'
      | 'min_special'
      | 'min_upper'
      | 'number'
      | 'numeric'
      | 'override_special'
      | 'special'
      | 'upper'
      | 'bcrypt_hash'
      | 'id'
      | 'result';
  };
  random_bytes: {
    takes: {
      readonly keepers?: Readonly<Record<string, string>> | Reference;
      readonly length: number | Reference;
    };
    gives: 'keepers' | 'length' | 'base64' | 'hex';
  };
}

/** A resource of hashicorp/random, by its type. */
export class RandomResource<T extends keyof RandomResourceTypes> extends Resource<
  RandomResourceTypes,
  T
> {}

/** The provider hashicorp/random: the version that the types were made from, or a later minor one. */
export class RandomProvider extends ConfiguredProvider<{ readonly alias?: string }> {
  static readonly binding = { source: 'hashicorp/random', version: '3.9.1' } as const;
}
