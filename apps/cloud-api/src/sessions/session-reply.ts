import { Inject, Injectable } from '@nestjs/common';
import type { Session } from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { KnownDevices } from './known-device.ts';
import { knownDeviceCookieName, sessionCookie } from './session-cookie.ts';
import type { OpenedSession } from './sessions.service.ts';

const knownMs = 180 * 86_400_000;

/** Hands a session to the browser, and takes it back. */
@Injectable()
export class SessionReply {
  private readonly cookie: ReturnType<typeof sessionCookie>;

  private readonly knownName: string;

  constructor(
    @Inject(CONFIGURATION) { publicUrl }: Configuration,
    @Inject(KnownDevices) private readonly knownDevices: KnownDevices,
  ) {
    this.cookie = sessionCookie(publicUrl);
    this.knownName = knownDeviceCookieName(publicUrl);
  }

  begin(reply: FastifyReply, { token, session }: OpenedSession): Session {
    void reply.header('cache-control', 'no-store').setCookie(this.cookie.name, token, {
      ...this.cookie.options,
      expires: new Date(session.expires_at),
    });
    void reply.setCookie(this.knownName, this.knownDevices.mark(session.user.email), {
      ...this.cookie.options,
      expires: new Date(Date.now() + knownMs),
    });
    return session;
  }

  end(reply: FastifyReply): void {
    void reply.clearCookie(this.cookie.name, this.cookie.options);
  }
}
