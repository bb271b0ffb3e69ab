import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { NotAuthenticated } from '../authorisation/index.ts';

/** Runs the strategy; whatever is wrong with a token, the answer is the same. */
@Injectable()
export class DeviceTokenGuard extends AuthGuard('device-token') {
  override handleRequest<Device>(error: unknown, device: Device | false | null): Device {
    // An error is ours (Postgres is away), a missing device is the token's.
    if (error) throw error as Error;
    if (!device) throw new NotAuthenticated();
    return device;
  }
}
