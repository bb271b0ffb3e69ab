import { Inject, Injectable } from '@nestjs/common';
import type { Session } from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { sessionCookie } from './session-cookie.ts';
import type { OpenedSession } from './sessions.service.ts';

/** Hands a session to the browser, and takes it back. */
@Injectable()
export class SessionReply {
  private readonly cookie: ReturnType<typeof sessionCookie>;

  constructor(@Inject(CONFIGURATION) configuration: Configuration) {
    this.cookie = sessionCookie(configuration.publicUrl);
  }

  begin(reply: FastifyReply, { token, session }: OpenedSession): Session {
    void reply.header('cache-control', 'no-store').setCookie(this.cookie.name, token, {
      ...this.cookie.options,
      expires: new Date(session.expires_at),
    });
    return session;
  }

  end(reply: FastifyReply): void {
    void reply.clearCookie(this.cookie.name, this.cookie.options);
  }
}
