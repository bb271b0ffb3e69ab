#!/bin/sh
# Gets a certificate of Let's Encrypt for EYRIE_DOMAIN, puts it where the gateway reads it, and renews it.
set -eu

# certbot runs it, and knows the names in it.
# shellcheck disable=SC2016
deploy='cp "$RENEWED_LINEAGE/fullchain.pem" /tls/certificate.pem.new
  && cp "$RENEWED_LINEAGE/privkey.pem" /tls/key.pem.new
  && chmod 444 /tls/certificate.pem.new /tls/key.pem.new
  && mv /tls/key.pem.new /tls/key.pem && mv /tls/certificate.pem.new /tls/certificate.pem'

certbot certonly --non-interactive --agree-tos --keep-until-expiring \
  --webroot --webroot-path /var/www/acme \
  --email "$EYRIE_OWNER_EMAIL" --domain "$EYRIE_DOMAIN" \
  --deploy-hook "$(echo "$deploy" | tr '\n' ' ')"

while :; do
  sleep 12h
  certbot renew --quiet || echo 'The certificate could not be renewed; tried again in 12 hours.' >&2
done
