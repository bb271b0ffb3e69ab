import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { DeviceTokenGuard } from '../device-tokens/index.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { SessionsService } from '../sessions/index.ts';
import { NotAllowed, NotAuthenticated } from './authorisation.errors.ts';
import { operationMetadata } from './operation.decorator.ts';
import { accessOf, type Operation } from './operations.ts';
import { refuseForeignOrigin } from './origin-check.ts';
import type { DevicePrincipal, PersonPrincipal } from './principals.ts';

/** Denies by default: a route is open to whom the table of operations names, and to nobody else. */
@Injectable()
export class AuthorisationGuard implements CanActivate {
  private readonly cookieName: string;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(DeviceTokenGuard) private readonly deviceTokens: DeviceTokenGuard,
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
    const access = accessOf(operation);
    if (access !== 'public' && 'devices' in access) {
      const device = await this.device(context, request);
      if (!access.devices.includes(device.role)) throw new NotAllowed(operation);
      request.principal = device;
      return true;
    }
    refuseForeignOrigin(request, this.configuration.publicUrl);
    if (access === 'public') return true;
    const person = await this.person(request);
    if (!access.people.includes(person.role)) throw new NotAllowed(operation);
    request.principal = person;
    return true;
  }

  private async person(request: FastifyRequest): Promise<PersonPrincipal> {
    const token = request.cookies[this.cookieName];
    const person = token === undefined ? null : await this.sessions.authenticate(token);
    if (!person) throw new NotAuthenticated();
    return person;
  }

  private async device(
    context: ExecutionContext,
    request: FastifyRequest,
  ): Promise<DevicePrincipal> {
    await this.deviceTokens.canActivate(context);
    return (request as FastifyRequest & { user: DevicePrincipal }).user;
  }
}
