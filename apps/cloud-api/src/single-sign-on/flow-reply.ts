import { Inject, Injectable } from '@nestjs/common';
import type { ProviderLogin } from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { flowCookie } from './login-flow.ts';
import type { BegunLogin } from './provider-login.service.ts';

/** Hands what was begun to the browser, and takes it back, once. */
@Injectable()
export class FlowReply {
  private readonly cookie: ReturnType<typeof flowCookie>;

  constructor(@Inject(CONFIGURATION) configuration: Configuration) {
    this.cookie = flowCookie(configuration.publicUrl);
  }

  begin(reply: FastifyReply, { authorizationUrl, flow }: BegunLogin): ProviderLogin {
    const { name, options } = this.cookie;
    void reply.header('cache-control', 'no-store').setCookie(name, flow, options);
    return { authorization_url: authorizationUrl };
  }

  /** Whatever becomes of the answer, the browser does not send it again. */
  take(request: FastifyRequest, reply: FastifyReply): string | undefined {
    const { name, options } = this.cookie;
    void reply.clearCookie(name, { ...options, maxAge: 0 });
    return request.cookies[name];
  }
}
