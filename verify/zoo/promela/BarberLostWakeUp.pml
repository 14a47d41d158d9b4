/* A sleeping barber whose wake-up is lost if he does not sleep yet.
 * Program: BarberLostWakeUp
 */
chan chairs = [1] of { byte };
chan wakeUp = [0] of { bit };
chan shaved = [0] of { byte };
bool sleeps = false;

active proctype barber() {
    byte customer;
    do
    :: atomic { nempty(chairs) -> chairs ? customer }; shaved ! customer
    :: empty(chairs) ->
        sleeps = true;
end:
        wakeUp ? 1;
        sleeps = false
    od
}

active proctype customer() {
    chairs ! 1;
    if
    :: sleeps -> wakeUp ! 1
    :: else
    fi;
    shaved ? 1
}
