import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotAuthenticated } from './authorisation.errors.ts';
import type { DevicePrincipal, PersonPrincipal } from './principals.ts';

/** The logged-in person. Only on routes whose operation is for people. */
export const CurrentPerson = createParamDecorator(
  (_: unknown, context: ExecutionContext): PersonPrincipal => {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (principal?.kind !== 'person') throw new NotAuthenticated();
    return principal;
  },
);

/** The device that calls. Only on routes whose operation is for devices. */
export const CurrentDevice = createParamDecorator(
  (_: unknown, context: ExecutionContext): DevicePrincipal => {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (principal?.kind !== 'device') throw new NotAuthenticated();
    return principal;
  },
);
