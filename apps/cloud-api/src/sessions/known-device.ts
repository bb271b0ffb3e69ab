import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';

const shape = /^[\w-]{22}\.[\w-]{43}$/;

/**
 * A mark for a browser in which somebody has logged in. It proves nothing but that, and is worth only
 * this: its owner's attempts are counted apart, so that nobody's guesses from elsewhere keep him out.
 */
@Injectable()
export class KnownDevices {
  private readonly key: Buffer;

  constructor(@Inject(CONFIGURATION) { masterKey }: Configuration) {
    this.key = createHmac('sha256', masterKey).update('eyrie/known-device').digest();
  }

  mark(email: string): string {
    const name = randomBytes(16).toString('base64url');
    return `${name}.${this.sign(email, name)}`;
  }

  /** What the browser's attempts at this account are counted under; null where it is not known. */
  nameOf(mark: string | null, email: string): string | null {
    if (mark === null || !shape.test(mark)) return null;
    const [name = '', signature = ''] = mark.split('.');
    const right = Buffer.from(this.sign(email, name));
    return timingSafeEqual(right, Buffer.from(signature)) ? name : null;
  }

  private sign(email: string, name: string): string {
    return createHmac('sha256', this.key)
      .update(`${email.toLowerCase()}\n${name}`)
      .digest('base64url');
  }
}
