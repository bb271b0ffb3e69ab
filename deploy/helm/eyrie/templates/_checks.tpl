{{/* What a schema cannot say: values that need each other. The message says what to do. */}}
{{- define "eyrie.check" -}}
{{- $values := .Values -}}
{{- $name := include "eyrie.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- fail (printf "%q cannot be the name of a Service (letters, digits and hyphens, a letter first): set fullnameOverride, or name the release otherwise." $name) -}}
{{- end -}}
{{- /* The Secret outlives an uninstall, and what the database holds can be opened with its key alone. */ -}}
{{- $kept := lookup "v1" "Secret" .Release.Namespace (printf "%s-secrets" $name) -}}
{{- $keptKey := dig "data" "master-key" "" $kept | b64dec -}}
{{- if and $values.masterKey.value $keptKey (ne $keptKey $values.masterKey.value) -}}
{{- fail (printf "masterKey.value: %s-secrets has another master key, without which nobody opens what is sealed in the database. Give that one (helm upgrade --reuse-values), exchange keys by masterKey.existingSecret and eyrie keys, or delete the Secret if its database is gone." $name) -}}
{{- end -}}
{{- if and (not $values.masterKey.existingSecret) (not $values.masterKey.value) -}}
{{- fail "masterKey: give masterKey.existingSecret (a Secret with the key \"master-key\": 32 random bytes in base64), or masterKey.value for a trial. Keep it: without it the keys in the database cannot be opened." -}}
{{- end -}}
{{- if and (eq $values.database.mode "external") (not $values.database.external.existingSecret) (not $values.database.external.url) -}}
{{- fail "database: give database.external.existingSecret or database.external.url, or set database.mode to \"cloudnative-pg\"." -}}
{{- end -}}
{{- if and (eq $values.redis.mode "external") (not $values.redis.external.existingSecret) (not $values.redis.external.url) -}}
{{- fail "redis: give redis.external.existingSecret or redis.external.url, or set redis.mode to \"none\"." -}}
{{- end -}}
{{- if and (eq $values.redis.mode "bundled") (not $values.redis.bundled.existingSecret) -}}
{{- fail "redis.bundled.existingSecret: name a Secret with the key \"password\"." -}}
{{- end -}}
{{- if and $values.owner.email (not $values.owner.existingSecret) (not $values.owner.password) -}}
{{- fail "owner: with owner.email give owner.existingSecret (key \"owner-password\") or owner.password." -}}
{{- end -}}
{{- if and (not $values.owner.email) (or $values.owner.existingSecret $values.owner.password) -}}
{{- fail "owner.email: a password was given for nobody." -}}
{{- end -}}
{{- if $values.ingress.enabled -}}
{{- if not $values.ingress.host -}}{{- fail "ingress.host: name the host under which browsers and devices reach the cloud." -}}{{- end -}}
{{- if and (eq $values.ingress.tls.mode "secret") (not $values.ingress.tls.existingSecret) -}}{{- fail "ingress.tls.existingSecret: name the Secret with the certificate." -}}{{- end -}}
{{- if and (eq $values.ingress.tls.mode "cert-manager") (not $values.ingress.tls.issuerRef.name) -}}{{- fail "ingress.tls.issuerRef.name: name the issuer of cert-manager." -}}{{- end -}}
{{- end -}}
{{- if and $values.httpRoute.enabled (or (not $values.httpRoute.hostnames) (not $values.httpRoute.parentRefs)) -}}
{{- fail "httpRoute: give httpRoute.hostnames and httpRoute.parentRefs." -}}
{{- end -}}
{{- if and $values.autoscaling.enabled (gt (int $values.autoscaling.minReplicas) (int $values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling: minReplicas is more than maxReplicas." -}}
{{- end -}}
{{- $replicas := ternary $values.autoscaling.maxReplicas $values.replicas $values.autoscaling.enabled | int -}}
{{- if and $values.media.s3.bucket (eq $values.media.s3.credentials "secret") (not $values.media.s3.existingSecret) -}}
{{- fail "media.s3.existingSecret: name the Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY, or set media.s3.credentials to \"role\"." -}}
{{- end -}}
{{- if and (eq $values.media.s3.credentials "role") $values.media.s3.existingSecret -}}
{{- fail "media.s3: give credentials \"role\" or existingSecret, not both." -}}
{{- end -}}
{{- if and $values.media.s3.bucket $values.media.existingClaim -}}
{{- fail "media: give media.s3.bucket or media.existingClaim, not both." -}}
{{- end -}}
{{- if and (gt $replicas 1) (not $values.media.s3.bucket) (not $values.media.existingClaim) (not (has "ReadWriteMany" $values.media.accessModes)) -}}
{{- fail "media.accessModes: several replicas read and write the same pictures, so the volume must be ReadWriteMany (or set replicas to 1 and autoscaling.enabled to false)." -}}
{{- end -}}
{{- if and (eq $values.database.mode "cloudnative-pg") $values.database.cloudNativePg.backup.destinationPath (not $values.database.cloudNativePg.backup.existingSecret) -}}
{{- fail "database.cloudNativePg.backup.existingSecret: name the Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY." -}}
{{- end -}}
{{- end -}}

{{/* The address under which browsers and devices reach the cloud. */}}
{{- define "eyrie.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{ .Values.publicUrl }}
{{- else if .Values.ingress.enabled -}}
{{ ternary "http" "https" (eq .Values.ingress.tls.mode "none") }}://{{ .Values.ingress.host }}
{{- else if .Values.httpRoute.enabled -}}
https://{{ first .Values.httpRoute.hostnames }}
{{- end -}}
{{- end -}}
