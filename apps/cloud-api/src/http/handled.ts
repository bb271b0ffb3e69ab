import type { CallHandler } from '@nestjs/common';
import { lastValueFrom } from 'rxjs';

/** What the handler of a request answers with; undefined where it answers with nothing. */
export function handled(next: CallHandler): Promise<unknown> {
  return lastValueFrom<unknown, undefined>(next.handle(), { defaultValue: undefined });
}
