import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { type DevicePrincipal, NotAuthenticated } from '../authorisation/index.ts';
import { DeviceTokenStrategy } from './device-token.strategy.ts';

/** Runs the strategy; whatever is wrong with a token, the answer is the same. */
@Injectable()
export class DeviceTokenGuard extends AuthGuard('device-token') {
  constructor(@Inject(DeviceTokenStrategy) private readonly strategy: DeviceTokenStrategy) {
    super();
  }

  /**
   * The device that calls. Throws `NotAuthenticated`.
   *
   * @param asksItself the operation looks at the device again in its transaction (`stillServes`)
   */
  async device(
    context: ExecutionContext,
    { asksItself }: { asksItself: boolean },
  ): Promise<DevicePrincipal> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user: DevicePrincipal }>();
    const recognised = await this.strategy.recognise(request, asksItself);
    if (recognised) return recognised;
    await this.canActivate(context);
    return request.user;
  }

  override handleRequest<Device>(error: unknown, device: Device | false | null): Device {
    // An error is ours (Postgres is away), a missing device is the token's.
    if (error) throw error as Error;
    if (!device) throw new NotAuthenticated();
    return device;
  }
}
