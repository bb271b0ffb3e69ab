import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { DeviceTokenGuard } from '../device-tokens/index.ts';
import { AccessTokenGuard } from '../access-tokens/index.ts';
import { RequestLimits } from '../limits/index.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { NotAllowed, NotAuthenticated } from './authorisation.errors.ts';
import { Credentials } from './credentials.ts';
import { LookupTurns } from './lookup-turns.ts';
import { operationMetadata } from './operation.decorator.ts';
import { accessOf, devicesAskedInTransaction, type Operation, permits } from './operations.ts';
import { refuseForeignOrigin } from './origin-check.ts';
import type { PersonPrincipal, Principal } from './principals.ts';

/** Denies by default: a route is open to whom the table of operations names, and to nobody else. */
@Injectable()
export class AuthorisationGuard implements CanActivate {
  private readonly cookieName: string;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(AccessTokenGuard) private readonly accessTokens: AccessTokenGuard,
    @Inject(DeviceTokenGuard) private readonly deviceTokens: DeviceTokenGuard,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
    @Inject(LookupTurns) private readonly lookups: LookupTurns,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    this.cookieName = sessionCookie(configuration.publicUrl).name;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = this.reflector.get<Operation | undefined>(
      operationMetadata,
      context.getHandler(),
    );
    if (operation === undefined) throw new NotAuthenticated();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const known = currentRequest();
    if (known) known.operation = operation;
    const principal = await this.limit(operation, context, request);
    if (principal) request.principal = principal;
    if (known) known.principal = principal;
    return true;
  }

  /** Admits, and counts the request where its caller's limits say so. Throws `TooManyRequests`. */
  private async limit(
    operation: Operation,
    context: ExecutionContext,
    request: FastifyRequest,
  ): Promise<Principal | null> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const credential =
      accessOf(operation) === 'public'
        ? undefined
        : (request.headers.authorization ?? request.cookies[this.cookieName]);
    try {
      const admit = () => this.admit(operation, context, request);
      const principal =
        credential === undefined
          ? await admit()
          : await this.lookups.run(request, credential, admit);
      await this.limits.count(request, reply, { operation, principal, credential });
      return principal;
    } catch (error) {
      if (error instanceof NotAuthenticated) await this.limits.countStranger(request, reply);
      throw error;
    }
  }

  /** Who calls; null for everybody on a public route. Throws where the table does not name him. */
  private async admit(
    operation: Operation,
    context: ExecutionContext,
    request: FastifyRequest,
  ): Promise<Principal | null> {
    const access = accessOf(operation);
    if (access !== 'public' && 'devices' in access) {
      const asksItself = devicesAskedInTransaction.has(operation);
      const device = await this.deviceTokens.device(context, { asksItself });
      if (!access.devices.includes(device.role)) throw notAllowed(operation, device);
      return device;
    }
    if (access === 'public') {
      refuseForeignOrigin(request, this.configuration.publicUrl);
      return null;
    }
    const person = await this.person(context, request);
    if (!permits(access, person)) throw notAllowed(operation, person);
    return person;
  }

  /** A header is meant, a cookie comes by itself: where there is a header, no cookie is looked at. */
  private async person(
    context: ExecutionContext,
    request: FastifyRequest,
  ): Promise<PersonPrincipal> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      // Only a cookie can be sent along by another site's page.
      refuseForeignOrigin(request, this.configuration.publicUrl);
      const token = request.cookies[this.cookieName];
      const person = token === undefined ? null : await this.credentials.fromCookie(token);
      if (!person) throw new NotAuthenticated();
      return person;
    }
    const key = /^Bearer (eyrie_\S+)$/i.exec(authorization)?.[1];
    if (key !== undefined) {
      const caller = await this.credentials.fromApiKey(key);
      if (!caller) throw new NotAuthenticated();
      return caller;
    }
    await this.accessTokens.canActivate(context);
    return (request as FastifyRequest & { user: PersonPrincipal }).user;
  }
}

/** Whoever is refused is known all the same: the audit log names him. */
function notAllowed(operation: Operation, principal: Principal): NotAllowed {
  const known = currentRequest();
  if (known) known.principal = principal;
  return new NotAllowed(operation);
}
