package io.roadstead.services.identity.policy;

/**
 * To whom a statement of a resource's policy gives, from the weakest to the strongest. Source: IAM user guide, "How AWS
 * enforcement code logic evaluates requests", resource-based policies.
 */
enum Grant {
    /** It says nothing of this request. */
    NONE,
    /** The principal's account: which must give it on by its own policies. */
    ACCOUNT,
    /** The role: its sessions are still limited by their boundary and their session policies. */
    ROLE,
    /** The user, the session or the service itself: nothing but a denial takes it away. */
    DIRECT
}
