# Configuration of pint for `npm run lint:rules`. It runs with --offline: checks that ask a server are left out
# (what they ask is held by the catalogue's types), everything that can be told from the files is on.

checks {
  disabled = [
    # It compares names only. Every service and every class of runs records the same names for its own subject,
    # in a group of its own, so each rule seems to read the groups of the others. The lints stale-read and
    # unknown-recording hold what it is for.
    "rule/dependency",
  ]
}

rule {
  match {
    kind = "alerting"
  }
  label "severity" {
    severity = "bug"
    values   = ["critical", "warning", "info", "none"]
    required = true
  }
  annotation "summary" {
    severity = "bug"
    required = true
  }
  annotation "description" {
    severity = "bug"
    required = true
  }
  annotation "runbook_url" {
    severity = "bug"
    value    = "https?://.+/{{ $alert }}.md"
    required = true
  }
  for {
    severity = "bug"
    max      = "6h"
  }
  keep_firing_for {
    severity = "bug"
    max      = "1h"
  }
}

rule {
  match {
    kind = "recording"
  }
  name "[a-z_0-9]+:[a-zA-Z_0-9]+:[a-z_0-9]+" {
    severity = "bug"
    comment  = "Recorded series are named level:metric:operations."
  }
}

# Always fires on purpose: outside of the cluster somebody notices when it no longer arrives.
rule {
  match {
    name = "Watchdog"
  }
  disable = ["alerts/comparison"]
}
