import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';

/** For how long a link is good at least. */
const linkSeconds = 3_600;
/** The same link for so long: a list of archives is the same answer while nothing has changed. */
const stepSeconds = 600;

/** What a link is for. Ids are those of the API. */
export interface LinkSubject {
  readonly organisationId: string;
  readonly exportId: string;
}

/** Links to archives: bound to organisation, archive and time. Whoever follows one must be logged in besides. */
@Injectable()
export class ExportLinks {
  private readonly key: Buffer;

  constructor(@Inject(CONFIGURATION) { masterKey }: Configuration) {
    this.key = createHmac('sha256', masterKey).update('eyrie/export-links').digest();
  }

  make(subject: LinkSubject, now = Date.now()): string {
    const expires = (Math.floor(now / 1_000 / stepSeconds) + 1) * stepSeconds + linkSeconds;
    const signature = this.sign(subject, expires).toString('base64url');
    return `/v1/organisation/exports/${subject.exportId}/file?expires=${expires}&signature=${signature}`;
  }

  isGood(
    subject: LinkSubject,
    { expires, signature }: { expires: number; signature: string },
    now = Date.now(),
  ): boolean {
    if (expires * 1_000 < now) return false;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(subject, expires);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private sign({ organisationId, exportId }: LinkSubject, expires: number): Buffer {
    return createHmac('sha256', this.key)
      .update(`${organisationId}\n${exportId}\n${expires}`)
      .digest();
  }
}
